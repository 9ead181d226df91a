import { showFirstScreen } from '@excelsior/ui/first-screen'
import heldBack from '../../../../data/reviews/harm-critical.json?held-back'
import { placeOfPage } from '../device/place.ts'

showFirstScreen({ mark: 'excelsior-wallet', place: placeOfPage(), heldBack })
