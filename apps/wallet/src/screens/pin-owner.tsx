/** What a store of passwords files the PIN under. */
export function PinOwner() {
  return <input type="text" hidden readOnly autocomplete="username" value="wallet" />
}
