export interface OtherPages<Word extends string> {
  tell(word: Word): void
}

/**
 * The other open pages of an app, in this browser. What goes to them says nothing of anybody: they look for themselves.
 * Safari 13 has no channels; there a change in the common storage, taken back at once, is seen by all others.
 */
export function otherPages<Word extends string>(
  app: string,
  words: readonly Word[],
  hear: (word: Word) => void,
): OtherPages<Word> {
  const heard = (data: unknown) => {
    const word = words.find((each) => each === data)
    if (word !== undefined) hear(word)
  }
  if ('BroadcastChannel' in self) {
    const channel = new BroadcastChannel(app)
    channel.onmessage = ({ data }) => heard(data)
    return { tell: (word) => channel.postMessage(word) }
  }
  const key = `${app}-pages`
  window.addEventListener('storage', (event) => {
    if (event.key === key) heard(event.newValue)
  })
  return {
    tell(word) {
      try {
        localStorage.setItem(key, word)
        localStorage.removeItem(key)
      } catch {
        // No storage, no other pages that share it.
      }
    },
  }
}
