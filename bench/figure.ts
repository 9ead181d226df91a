/** What one figure must reach: its own value, or its ratio to the limit. */
export type Goal =
  | { readonly of: 'value' | 'ratio'; readonly atLeast: number }
  | { readonly of: 'value' | 'ratio'; readonly atMost: number }

export interface Figure {
  readonly name: string
  /** What is measured, in a few words. */
  readonly what: string
  /** What the same run measures beside it: the work's physical limit, or a peer. */
  readonly beside?: string
  readonly unit: string
  readonly goal?: Goal
}

export interface Measured {
  readonly value: number
  /** In the figure's unit. */
  readonly limit?: number
  /** Of value to limit: the median of the rounds' own ratios, where there were rounds. */
  readonly ratio?: number
}

/** A file of this folder: figures that come of one piece of work. */
export interface Bench {
  readonly figures: readonly Figure[]
  /** It takes long: measured only where its name is given. */
  readonly onlyByName?: boolean
  /** By name of the figure. `progress` takes a sentence for whoever waits. */
  measure(progress: (sentence: string) => void): Promise<Readonly<Record<string, Measured>>>
}

/** A line of `--json`. */
export interface Line {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly limit: number | null
  readonly ratio: number | null
  /** Such as `ratio >= 0.85`. */
  readonly goal: string | null
  readonly met: boolean | null
}

export function lineOf(
  { name, unit, goal }: Figure,
  { value, limit, ratio = limit && value / limit }: Measured,
): Line {
  return {
    name,
    value: rounded(value),
    unit,
    limit: limit === undefined ? null : rounded(limit),
    ratio: ratio === undefined ? null : rounded(ratio),
    goal: goal ? goalText(goal) : null,
    met: goal ? isMet(goal, goal.of === 'value' ? value : ratio) : null,
  }
}

export const goalText = (goal: Goal): string =>
  'atLeast' in goal ? `${goal.of} >= ${goal.atLeast}` : `${goal.of} <= ${goal.atMost}`

function isMet(goal: Goal, reached: number | undefined): boolean {
  if (reached === undefined) return false
  return 'atLeast' in goal ? reached >= goal.atLeast : reached <= goal.atMost
}

/** Four significant digits: no measurement here is good for more. */
const rounded = (number: number): number => (Number.isFinite(number) ? Number(number.toPrecision(4)) : number)
