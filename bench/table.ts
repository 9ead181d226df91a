import type { Line } from './figure.ts'

const HEAD = ['figure', 'value', 'limit', 'unit', 'ratio', 'goal', '']

export function table(lines: readonly Line[]): string {
  const rows = [HEAD, ...lines.map(cells)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => padded(cell, column, widths))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

const NUMBERS = new Set([1, 2, 4])

function padded(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0
  return NUMBERS.has(column) ? cell.padStart(width) : cell.padEnd(width)
}

function cells({ name, value, limit, unit, ratio, goal, met }: Line): string[] {
  return [
    name,
    value.toLocaleString('en'),
    limit?.toLocaleString('en') ?? '',
    unit,
    ratio?.toFixed(2) ?? '',
    goal ?? '',
    met === null ? '' : met ? 'met' : 'MISSED',
  ]
}
