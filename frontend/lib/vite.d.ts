// What Vite makes of an import that ends in a question mark: the address of a file of the build.
declare module "*?worker&url" {
  const address: string;
  export default address;
}
declare module "*?url" {
  const address: string;
  export default address;
}
