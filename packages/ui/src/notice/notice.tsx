import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from '../icon/icon.tsx'

export interface NoticeProps {
  readonly icon: IconName
  readonly kind?: 'done' | 'warn'
  readonly title?: string
  readonly id?: string
  readonly children: ComponentChildren
}

export function Notice({ icon, kind, title, id, children }: NoticeProps) {
  return (
    <div class={kind ? `notice notice--${kind}` : 'notice'}>
      <Icon name={icon} />
      <div class="notice__text">
        {title && (
          <h2 class="notice__title" id={id}>
            {title}
          </h2>
        )}
        {children}
      </div>
    </div>
  )
}
