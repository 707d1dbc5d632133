// A dimension is a size, or a name or a formula of names.

export type Dim = number | string;
export type Shape = Dim[];
