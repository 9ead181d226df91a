/** Addresses of the decoders' files, each of exactly the version that the code here goes with. Reads nothing. */
export const ZXING_WASM: string = import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')
export const PDFIUM_WASM: string = import.meta.resolve('@hyzyla/pdfium/pdfium.wasm')
