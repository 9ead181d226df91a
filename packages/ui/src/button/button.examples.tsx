import { Button, ButtonLink } from './button.tsx'

export const examples = {
  main: <Button>Continue</Button>,
  quiet: (
    <Button quiet name="channel" value="call">
      Call me
    </Button>
  ),
  'a link of the same weight': (
    <ButtonLink big href="#main">
      Get your pass
    </ButtonLink>
  ),
}
