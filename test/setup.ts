// Before every test file: each program that a test compiles is validated after every pass.
globalThis.quernValidate = true;
