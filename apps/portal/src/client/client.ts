// Everything here only helps: each page is complete without it.
import '@excelsior/ui/styles/fonts.css'
import '@excelsior/ui/styles/tokens.css'
import '@excelsior/ui/styles/components.css'
import '@excelsior/ui/styles/paper.css'
import './portal.css'
import '@excelsior/ui/mark.svg'

import { findQuestions } from './find-questions.ts'
import { focusErrors, focusTold } from './focus-errors.ts'
import { offerPrinting } from './offer-printing.ts'
import { sendOnce } from './send-once.ts'
import { tellTime } from './tell-time.ts'

findQuestions(document)
focusErrors(document)
focusTold(document)
offerPrinting(document)
sendOnce(document)
tellTime(document)
