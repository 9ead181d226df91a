/**
 * Where the wallet runs. On iOS, a tab loses what it stored after seven days without a visit, and an app on the
 * home screen has a storage of its own, which is empty at first.
 */
export const PLACES = ['home-screen', 'ios-tab', 'tab'] as const
export type Place = (typeof PLACES)[number]

/** Safari on iPhones and iPads alone knows whether it stands on the home screen, yes or no. */
export const isIos = (): boolean => 'standalone' in navigator

export function placeOfPage(): Place {
  const { standalone }: Navigator & { readonly standalone?: boolean } = navigator
  if (standalone === true || matchMedia('(display-mode: standalone)').matches) return 'home-screen'
  return standalone === false ? 'ios-tab' : 'tab'
}

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>
}

/** The browser's own offer to install, where it makes one: kept until its button is pressed. */
export function watchInstallOffer(onChange: () => void): { readonly offered: boolean; install(): void } {
  let offer: InstallPrompt | undefined
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offer = isPrompt(event) ? event : undefined
    onChange()
  })
  window.addEventListener('appinstalled', () => {
    offer = undefined
    onChange()
  })
  return {
    get offered() {
      return offer !== undefined
    },
    install() {
      offer?.prompt().catch(() => {})
      offer = undefined
      onChange()
    },
  }
}

const isPrompt = (event: Event): event is InstallPrompt => 'prompt' in event
