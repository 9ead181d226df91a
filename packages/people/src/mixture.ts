/**
 * Expectation and maximisation (Dempster, Laird and Rubin 1977) for classes of pairs that nobody labelled: how often
 * each level of each field comes in each class, and how large the classes are, where fields are independent within a
 * class. Fields that a pair does not have are left out of its likelihood.
 */
export interface Observation {
  /** The level of each field, -1 where it is absent. */
  readonly levels: readonly number[]
  /** Pairs that look like this. */
  readonly count: number
  /** The classes that it can be of, where that is known. */
  readonly classes?: readonly number[]
}

export interface Mixture {
  /** Of each class. */
  readonly shares: readonly number[]
  /** By class, field and level. */
  readonly chances: readonly (readonly (readonly number[])[])[]
}

/** For each observation, how likely it is of each class: adds up to 1. */
export type Responsibilities = readonly (readonly number[])[]

const LOG_LEAST = -700

/** How likely each class is for a pair, and the pair's own likelihood, as a natural logarithm. */
export function classify(
  { levels, classes }: Pick<Observation, 'levels' | 'classes'>,
  { shares, chances }: Mixture,
): { readonly responsibilities: readonly number[]; readonly logLikelihood: number } {
  const logs = shares.map((share, group) => {
    if (classes && !classes.includes(group)) return Number.NEGATIVE_INFINITY
    let log = Math.log(share)
    for (const [field, level] of levels.entries())
      if (level >= 0) log += Math.log(chances[group]?.[field]?.[level] ?? 0)
    return log
  })
  const most = Math.max(...logs)
  if (most < LOG_LEAST) return { responsibilities: shares, logLikelihood: LOG_LEAST }
  const sum = logs.reduce((total, log) => total + Math.exp(log - most), 0)
  return {
    responsibilities: logs.map((log) => Math.exp(log - most) / sum),
    logLikelihood: most + Math.log(sum),
  }
}

/** The mixture under which the observations are likeliest, were they of the classes as given. */
function maximise(
  observations: readonly Observation[],
  responsibilities: Responsibilities,
  levelsIn: readonly number[],
  classes: number,
): Mixture {
  const sizes = new Array<number>(classes).fill(0)
  const counts = sizes.map(() => levelsIn.map((levels) => new Array<number>(levels).fill(0)))
  for (const [index, { levels, count }] of observations.entries()) {
    for (let group = 0; group < classes; group++) {
      const part = count * (responsibilities[index]?.[group] ?? 0)
      sizes[group] = (sizes[group] ?? 0) + part
      for (const [field, level] of levels.entries()) {
        const row = counts[group]?.[field]
        if (row && level >= 0) row[level] = (row[level] ?? 0) + part
      }
    }
  }
  const parts = (row: readonly number[]): readonly number[] => {
    const all = row.reduce((sum, part) => sum + part, 0)
    return all > 0 ? row.map((part) => part / all) : row.map(() => 1 / row.length)
  }
  return { shares: parts(sizes), chances: counts.map((fields) => fields.map(parts)) }
}

export interface Step {
  readonly mixture: Mixture
  /** Of all observations under the mixture of the step before: never less than a step earlier. */
  readonly logLikelihood: number
  readonly responsibilities: Responsibilities
}

/** From a first guess on, one step after the other; it has no end by itself. */
export function* steps(
  observations: readonly Observation[],
  start: Responsibilities,
  levelsIn: readonly number[],
): Generator<Step, never> {
  const classes = start[0]?.length ?? 0
  let mixture = maximise(observations, start, levelsIn, classes)
  for (;;) {
    const classified = observations.map((observation) => classify(observation, mixture))
    const logLikelihood = classified.reduce(
      (sum, each, index) => sum + each.logLikelihood * (observations[index]?.count ?? 0),
      0,
    )
    const responsibilities = classified.map((each) => each.responsibilities)
    mixture = maximise(observations, responsibilities, levelsIn, classes)
    yield { mixture, logLikelihood, responsibilities }
  }
}
