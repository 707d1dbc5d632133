// Dimension arithmetic at type level: one dimension, one text.
import type {
  Add,
  Bind,
  Broadcast,
  Broadcasts,
  Canonical,
  DimSum,
  EinsumOut,
  EinsumSpec,
  ExactDiv,
  Floor,
  FloorDiv,
  Literal,
  Lt,
  Message,
  Mul,
  Product,
  Reshape,
  SliceDim,
  Strided,
  Sub,
} from '../../../dsl/shape/index.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function ok<_ extends true>(): void;

// integers
ok<Equal<Add<999, 1>, 1000>>();
ok<Equal<Add<123456, 987654>, 1111110>>();
ok<Equal<Sub<3, 10>, -7>>();
ok<Equal<Sub<100000, 99999>, 1>>();
ok<Equal<Mul<512, 49>, 25088>>();
ok<Equal<Mul<1024, 1024>, 1048576>>();
ok<Equal<FloorDiv<1000000, 7>, 142857>>();
ok<Equal<ExactDiv<9216, 36>, 256>>();
ok<Equal<ExactDiv<9217, 36>, null>>();
ok<Equal<Lt<3, 10>, true>>();
ok<Equal<Lt<10, 10>, false>>();

// sums: either order, constants last, like terms together
ok<Equal<DimSum<'T', 'S'>, 'S+T'>>();
ok<Equal<DimSum<'S', 'T'>, 'S+T'>>();
ok<Equal<DimSum<'T+1', 'S-2'>, 'S+T-1'>>();
ok<Equal<DimSum<'T', 'T'>, '2*T'>>();
ok<Equal<DimSum<'2*T', 'T-1'>, '3*T-1'>>();
ok<Equal<DimSum<DimSum<'C', 'A'>, 'B'>, DimSum<'A', DimSum<'B', 'C'>>>>();
ok<Equal<DimSum<DimSum<'S', 'T'>, 3>, 'S+T+3'>>();
ok<Equal<DimSum<'S+T+3', -3>, 'S+T'>>();
ok<Equal<DimSum<'(T+1)/2', 'S'>, DimSum<'S', '(T+1)/2'>>>();
ok<Equal<DimSum<DimSum<'(T+1)/2', 'S'>, 4>, 'S+(T+1)/2+4'>>();
ok<Equal<DimSum<'query', 'key'>, 'key+query'>>();

// however it is written
ok<Equal<Canonical<'T+S'>, 'S+T'>>();
ok<Equal<Canonical<'batch*T'>, 'T*batch'>>();
ok<Equal<Canonical<'T+T+1+2'>, '2*T+3'>>();
ok<Equal<Canonical<'(T+S)*2-T'>, '2*S+T'>>();
ok<Equal<Canonical<'3-T+T'>, 3>>();
ok<Equal<Canonical<'5-T'>, '-T+5'>>();
ok<Equal<Canonical<'S-2*T'>, 'S-2*T'>>();
ok<Equal<Canonical<'(1+T)/2'>, '(T+1)/2'>>();
ok<Equal<Canonical<'T/2*3'>, '3*((T)/2)'>>();
ok<Equal<Canonical<'(T-(S-2))/4'>, '(-S+T+2)/4'>>();
ok<Equal<Canonical<'batch'>, 'batch'>>();

// quotients compose, and give what they divide
ok<Equal<Floor<'T', 1, 2>, '(T+1)/2'>>();
ok<Equal<Floor<Floor<'T', 1, 2>, 1, 2>, '(T+3)/4'>>();
ok<Equal<Floor<Floor<'T', 1, 2>, -2, 1>, '(T-3)/2'>>();
ok<Equal<Floor<'2*T', 1, 2>, 'T'>>();
ok<Equal<Floor<'4*S+T', 3, 2>, '2*S+(T+1)/2+1'>>();
ok<Equal<Floor<'2*S+(T+1)/2', -1, 2>, Floor<'(T+1)/2+2*S-1', 0, 2>>>();
ok<Equal<DimSum<'(T+9)/2', 'S'>, 'S+(T+1)/2+4'>>();
ok<Equal<DimSum<'(T+1)/2', '(T+1)/2'>, '2*((T+1)/2)'>>();
ok<Equal<Floor<5, -6, 1>, '!window exceeds dimension 5'>>();
ok<Equal<Bind<'(T-1)/2', { T: 128 }>, 63>>();
ok<Equal<Bind<'B*((T+1)/2)+S', { T: 5; S: 'U' }>, '3*B+U'>>();

// products: names sorted, sums multiplied out
ok<Equal<Product<[32, 3, 224, 224]>, 4816896>>();
ok<Equal<Product<['B', 'T', 64]>, '64*B*T'>>();
ok<Equal<Product<['T', 64, 'B']>, '64*B*T'>>();
ok<Equal<Product<['T+1', 8]>, '8*T+8'>>();
ok<Equal<Product<['8*T+8', 'B', 2]>, '16*B+16*B*T'>>();
ok<Equal<Product<['S+T', 'S+T']>, 'S*S+2*S*T+T*T'>>();
ok<Equal<Product<['B', '(T+1)/2']>, 'B*((T+1)/2)'>>();
ok<Equal<Reshape<['8*T+8'], ['T+1', 8]>, ['T+1', 8]>>();
ok<Equal<Reshape<['8*T+8'], ['T+1', -1]>, ['T+1', 8]>>();
ok<Equal<Reshape<['8*T+8'], [-1, 8]>, ['T+1', 8]>>();
ok<Equal<Reshape<['8*T+8'], [-1, 3]>, null>>();
ok<Equal<Reshape<['B', 'T', 8], ['T*B', 'S']>, null>>();
ok<Equal<Reshape<['B', 'T', 64], ['T*B', -1]>, ['B*T', 64]>>();
ok<Equal<Reshape<['B', 'T', 64], [-1, 64]>, ['B*T', 64]>>();
ok<Equal<Reshape<['B', 'T+1', 64], ['B', -1]>, ['B', '64*T+64']>>();
ok<Equal<Product<[0, 'T']>, 0>>();

// slices
ok<Equal<SliceDim<10, 2, 7>, 5>>();
ok<Equal<SliceDim<10, 1, 0>, 9>>();
ok<Equal<SliceDim<10, -3, 0>, 3>>();
ok<Equal<SliceDim<10, -3, -1>, 2>>();
ok<Equal<SliceDim<10, -11, 0>, null>>();
ok<Equal<SliceDim<10, 4, 12>, null>>();
ok<Equal<SliceDim<10, 4, 4>, null>>();
ok<Equal<SliceDim<'T', 1, 0>, 'T-1'>>();
ok<Equal<SliceDim<'T', -2, 0>, 2>>();
ok<Equal<Strided<9, 2>, 5>>();
ok<Equal<Strided<'T', 2>, '(T+1)/2'>>();

// messages
ok<Equal<Message<'matmulInner', ['matmul', 784, 512]>, 'matmul: inner dimensions differ: 784 vs 512'>>();
ok<Equal<Broadcasts<[32, 784], [512], 1, 'add'>, 'add: cannot broadcast [32, 784] with [512]: 784 vs 512'>>();
ok<Equal<Broadcast<[8, 1, 4], [3, 1]>, [8, 3, 4]>>();
ok<Equal<EinsumSpec<'ij,jk->iz', [[2, 3], [3, 4]]>, "einsum: output label 'z' does not occur in an input">>();
ok<Equal<EinsumSpec<'ij,jk->ii', [[2, 3], [3, 4]]>, "einsum: output label 'i' occurs twice">>();
ok<Equal<EinsumOut<'ij, jk -> ik', [[2, 3], [3, 4]]>, [2, 4]>>();

// leaves
ok<Equal<Literal<'T'>, 'T'>>();
ok<Equal<Literal<'batch_2'>, 'batch_2'>>();
ok<Equal<Literal<0>, 0>>();
ok<Equal<Literal<'T+1'>, 'T+1'>>();
ok<Equal<Literal<'4*H'>, '4*H'>>();
ok<Equal<Literal<'16*height_2-1'>, '16*height_2-1'>>();
// a U-Net: halved twice and doubled twice
ok<Equal<Floor<Floor<'4*H', 0, 2>, 0, 2>, 'H'>>();
ok<Equal<Product<[2, Product<[2, 'H']>]>, '4*H'>>();
ok<Equal<Literal<-3>, 'a dimension must be a whole number, 0 or more, not -3'>>();
ok<Equal<Literal<2.5>, 'a dimension must be a whole number, 0 or more, not 2.5'>>();
ok<Equal<Literal<number>, number>>();
ok<Equal<Literal<string>, "a dimension must be a literal or a name such as 'batch', not string">>();
