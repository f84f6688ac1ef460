import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright/test';

/** What axe finds wrong on the page as it is, one line each: rule, element, summary. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  // The page's content policy allows no foreign script: it is evaluated from outside instead.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate((): Promise<AxeResults> => Reflect.get(globalThis, 'axe').run());
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) => `${id}: ${target.join(' ')} ${failureSummary.replaceAll(/\s+/g, ' ')}`,
    ),
  );
}
