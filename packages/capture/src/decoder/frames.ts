/** How the film is read, frame by frame, without a browser: what is measured is what runs. */

/** The decoder itself, to be measured beside. */
export { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
export { type FramePlan, planFrame } from './frame-plan.ts'
export { type PixelsRead, readPixels } from './read-pixels.ts'
