import { cppSample } from './cpp-sample.ts';
import { nodeSample } from './node-sample.ts';
import { type PlanFile, printPlanFile } from './plan-file.ts';
import { pythonSample } from './python-sample.ts';

/** The files that go beside a model so that it runs as it was tuned, by name. */
export function bundleFiles(plan: PlanFile): Readonly<Record<string, string>> {
  return {
    'plan.json': printPlanFile(plan),
    'run.py': pythonSample,
    'run.mjs': nodeSample,
    'run.cpp': cppSample(plan),
  };
}
