import { Notice } from './notice.tsx'

export const examples = {
  plain: (
    <Notice icon="lock" title="Not kept" id="not-kept">
      <p>What you type is compared with your record, then dropped.</p>
    </Notice>
  ),
  done: (
    <Notice icon="done" kind="done">
      <p>The message is on its way.</p>
    </Notice>
  ),
  warning: (
    <Notice icon="clock" kind="warn">
      <p>You have two minutes left.</p>
    </Notice>
  ),
}
