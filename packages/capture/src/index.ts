export { type Camera, type CameraState, type CameraView, openCamera } from './camera.ts'
export { type Decoder, startDecoder } from './decoder/decoder.ts'
export { type FilmReader, readFilm } from './film.ts'
export { type PictureReading, readPicture } from './picture.ts'
