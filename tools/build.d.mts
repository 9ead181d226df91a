export interface App {
  /** Of its folder in `apps`. */
  readonly name: string
}
export function staleApps(root: string): readonly App[]
export function build(root: string, apps: readonly App[]): Promise<void>
