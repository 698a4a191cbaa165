// What every page starts. Each part only adds to a page that works without it.

import { createAll, Button, CharacterCount, ErrorSummary, NotificationBanner, SkipLink } from 'govuk-frontend'
import * as lookup from './lookup.mjs'
import * as search from './search.mjs'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const part of [Button, CharacterCount, ErrorSummary, NotificationBanner, SkipLink]) createAll(part)
for (const part of [lookup, search]) part.start()
