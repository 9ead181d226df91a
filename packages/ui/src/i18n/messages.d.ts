declare module '*.json?messages' {
  const catalog: import('./message.ts').Catalog
  export default catalog
}
