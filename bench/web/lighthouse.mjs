// Lighthouse on one address, as on a mid-range phone with a slow network: its figures as a JSON line.
import { launch } from 'chrome-launcher'
import lighthouse from 'lighthouse'

const [, , address, chromePath] = process.argv
const chrome = await launch({
  chromePath,
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage'],
})
try {
  const result = await lighthouse(address, {
    port: chrome.port,
    logLevel: 'error',
    output: 'json',
    onlyCategories: ['performance', 'accessibility'],
  })
  const { categories, audits, runtimeError } = result.lhr
  if (runtimeError) throw new Error(runtimeError.message)
  const value = (audit) => audits[audit].numericValue
  const figures = {
    performance: categories.performance.score * 100,
    accessibility: categories.accessibility.score * 100,
    cls: value('cumulative-layout-shift'),
    lcp: value('largest-contentful-paint'),
    tbt: value('total-blocking-time'),
  }
  process.stdout.write(`${JSON.stringify(figures)}\n`)
} finally {
  chrome.kill()
}
