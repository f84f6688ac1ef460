import { Tabs } from 'radix-ui';
import { useDeferredValue, useMemo, useState } from 'react';
import type { CheckReport, FusionCheck } from '../../../engine/report/check-report.ts';
import type { ComparedGraphs } from '../../../engine/view/graph-view.ts';
import { TextInput } from '../../components/field.tsx';
import { isRuleOn, type RewriteSwitches, toggleFusion, toggleRule } from '../../stores/rewrite-switches.ts';
import { useCheck, useRewrite, useView } from '../../stores/use-stores.tsx';
import { formatInteger } from '../../text/format.ts';
import { CheckBar } from './check-bar.tsx';
import { ConfirmBar } from './confirm-bar.tsx';
import { ParallelList } from './parallel-list.tsx';
import {
  countEntries,
  filterGroups,
  groupFusions,
  groupRefusals,
  type RuleEntry,
  type RuleGroup,
} from './rule-groups.ts';
import { RuleSection } from './rule-section.tsx';
import { StageRibbon } from './stage-ribbon.tsx';
import { SwitchBar } from './switch-bar.tsx';

/** Lists with more entries than this start folded. */
const foldedFrom = 40;

const noOrigins: ReadonlySet<number> = new Set();

/** What was fused, what was not and why; choosing an entry selects it in both graphs. */
export function FusionList({ graphs }: { readonly graphs: ComparedGraphs }) {
  const switches = useRewrite((state) => state.switches);
  const job = useCheck((state) => state.job);
  const [filter, setFilter] = useState('');
  const deferredFilter = useDeferredValue(filter);
  const checks = job.status === 'done' ? checksOf(job.report) : noChecks;
  const fusions = useMemo(() => groupFusions(graphs, switches, checks), [graphs, switches, checks]);
  const refusals = useMemo(() => groupRefusals(graphs), [graphs]);
  return (
    <div className="flex h-full min-h-0 flex-col bg-surface-2">
      <StageRibbon layers={graphs.layers} convention={graphs.convention} />
      <SwitchBar />
      <CheckBar />
      <ConfirmBar target={graphs.target} />
      <Tabs.Root defaultValue="fused" className="flex min-h-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-1.5">
          <Tabs.List aria-label="Fusions" className="flex gap-1">
            <Tab value="fused" label="Fused" count={countEntries(fusions)} />
            <Tab value="not-fused" label="Not fused" count={countEntries(refusals)} />
            <Tab value="parallel" label="Parallel" count={graphs.parallel.branches.length} />
          </Tabs.List>
          <TextInput
            aria-label="Filter fusions"
            placeholder="Filter"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            className="min-w-24 flex-1"
          />
        </div>
        <Tabs.Content value="fused" className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
          <Groups
            groups={fusions}
            filter={deferredFilter}
            empty="Nothing was fused for this target."
            switches={switches}
          />
        </Tabs.Content>
        <Tabs.Content value="not-fused" className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
          <Groups groups={refusals} filter={deferredFilter} empty="No rule that came close was refused." />
        </Tabs.Content>
        <Tabs.Content value="parallel" className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
          <ParallelList parallel={graphs.parallel} />
        </Tabs.Content>
      </Tabs.Root>
    </div>
  );
}

function Tab({ value, label, count }: { readonly value: string; readonly label: string; readonly count: number }) {
  return (
    <Tabs.Trigger
      value={value}
      className="h-7 rounded-md px-2 whitespace-nowrap text-ink-2 hover:text-ink data-[state=active]:bg-accent-soft data-[state=active]:font-medium data-[state=active]:text-ink"
    >
      {label} <span className="tabular-nums">{formatInteger(count)}</span>
    </Tabs.Trigger>
  );
}

interface GroupsProps {
  readonly groups: readonly RuleGroup[];
  readonly filter: string;
  readonly empty: string;
  /** With these, each rule and each fusion has a switch. */
  readonly switches?: RewriteSwitches;
}

function Groups({ groups, filter, empty, switches }: GroupsProps) {
  const selected = useView((state) => state.selection?.origins ?? noOrigins);
  const select = useView((state) => state.select);
  const change = useRewrite((state) => state.change);
  const [openByRule, setOpenByRule] = useState<Readonly<Record<string, boolean>>>({});
  const shown = useMemo(() => filterGroups(groups, filter), [groups, filter]);
  const isFiltered = filter.trim() !== '';
  const opensByDefault = isFiltered || countEntries(groups) <= foldedFrom;
  if (shown.length === 0) return <p className="p-3 text-ink-2">{isFiltered ? 'Nothing matches the filter.' : empty}</p>;
  return shown.map((group) => {
    const { name, rule } = group;
    const described = rule ?? { name, summary: '' };
    return (
      <RuleSection
        key={name}
        group={group}
        isOpen={openByRule[name] ?? opensByDefault}
        onOpen={(isOpen) => setOpenByRule({ ...openByRule, [name]: isOpen })}
        isEnabled={switches && isRuleOn(switches, described)}
        onToggleRule={() => change((now) => toggleRule(now, described))}
        onToggleFusion={({ origins }) => change((now) => toggleFusion(now, { rule: name, origins }))}
        selected={selected}
        onSelect={(entry) => select(toSelection(entry))}
      />
    );
  });
}

const noChecks: readonly FusionCheck[] = [];

const checksOf = ({ checks, undone }: CheckReport): readonly FusionCheck[] => [...checks, ...undone];

const toSelection = ({ origins, box }: RuleEntry) => ({
  origins: new Set(origins),
  source: 'list' as const,
  ...(box !== undefined && { box }),
});
