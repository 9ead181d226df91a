import type { Examples } from '../examples/kit.ts'
import { CameraFilm, CameraFrame } from './camera-view.tsx'

export const examples: Examples = () => ({
  'before the film begins': (
    <div class="scan__view">
      <CameraFilm video={undefined} />
      <CameraFrame />
    </div>
  ),
})
