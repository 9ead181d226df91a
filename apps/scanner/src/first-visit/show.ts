import { showFirstScreen } from '@excelsior/ui/first-screen'
import heldBack from '../../../../data/reviews/harm-critical.json?held-back'

showFirstScreen({ mark: 'excelsior-scanner', place: '', heldBack })
