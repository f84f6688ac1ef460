import { type ReactNode, useId } from 'react';
import type { BoxView } from '../../../engine/view/graph-view.ts';
import { RuntimeLayer } from '../passes/runtime-layer.tsx';
import { describeChange, toFacts } from './box-facts.ts';
import { BoxLinks } from './box-links.tsx';
import { otherPane } from './canvas/follow.ts';
import { categoryProperty } from './canvas/palette.ts';
import { consumersOf, producersOf } from './connections.ts';
import { CopyButton } from './copy-button.tsx';
import { KeepSwitch } from './keep-switch.tsx';
import { MeasuredTimes } from './measured-times.tsx';
import { PortDetails } from './port-details.tsx';
import { requireBox, type Scene } from './scene.ts';
import { type PaneName, relatedBoxes, type Scenes, type Subject, toSelection } from './selection.ts';
import type { LoadTensor } from './tensor-peek.tsx';

interface BoxDetailsProps {
  readonly subject: Subject;
  readonly scenes: Scenes;
  readonly loadTensor?: LoadTensor | undefined;
  readonly onGo: (pane: PaneName, box: number) => void;
}

export function BoxDetails({ subject, scenes, loadTensor, onGo }: BoxDetailsProps) {
  const { pane, scene } = subject;
  const box = requireBox(scene, subject.box);
  const producers = producersOf(scene, subject.box);
  const consumers = consumersOf(scene, subject.box);
  const other = scenes[otherPane(pane)];
  const counterparts = other === undefined ? [] : [...relatedBoxes(other, toSelection(box, pane))];
  const goHere = (target: number) => onGo(pane, target);
  const inputs = box.inputs.filter(({ source }) => source !== 'absent');
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <Identity box={box} />
      {pane === 'after' && <RuntimeLayer box={box.id} />}
      <MeasuredTimes box={box} />
      {box.origins.length > 0 && <KeepSwitch origins={box.origins} />}
      <Counterparts pane={otherPane(pane)} scene={other} box={box} boxes={counterparts} onGo={onGo} />
      {counterparts.length !== (box.members?.length ?? 0) && <Members box={box} />}
      <Section title="Inputs" isShown={inputs.length > 0}>
        {inputs.map((port) => {
          const producer = producers.get(port.value);
          return (
            <PortDetails key={`${port.formal} ${port.value}`} port={port} loadTensor={loadTensor}>
              <BoxLinks label="from" scene={scene} boxes={producer === undefined ? [] : [producer]} onGo={goHere} />
            </PortDetails>
          );
        })}
      </Section>
      <Section title="Outputs" isShown={box.outputs.length > 0}>
        {box.outputs.map((port) => (
          <PortDetails key={port.value} port={port}>
            <BoxLinks label="to" scene={scene} boxes={consumers.get(port.value) ?? []} onGo={goHere} />
          </PortDetails>
        ))}
      </Section>
      <Section title="Attributes" isShown={box.attributes.length > 0}>
        <dl className="flex flex-col gap-1.5">
          {box.attributes.map(({ name, value, about }) => (
            <div key={name} className="grid grid-cols-[auto_1fr] gap-x-3">
              <dt className="text-ink-2">{name}</dt>
              <dd className="font-mono text-sm leading-5 wrap-anywhere select-text">{value}</dd>
              {about !== undefined && <dd className="col-span-2 text-sm text-ink-3">{about}</dd>}
            </div>
          ))}
        </dl>
      </Section>
    </div>
  );
}

function Identity({ box }: { readonly box: BoxView }) {
  return (
    <div className="flex flex-col gap-1 border-b border-line px-3 py-2.5">
      <h3 className="flex items-start gap-2 text-lg font-semibold wrap-anywhere">
        <span
          aria-hidden
          className="mt-1 size-3.5 shrink-0 rounded-sm"
          style={{ background: `var(${categoryProperty(box.category)})` }}
        />
        {box.title}
      </h3>
      <div className="flex items-start gap-1">
        {box.name !== '' && box.name !== box.title && (
          <p className="min-w-0 pt-0.5 font-mono text-sm text-ink-2 wrap-anywhere select-text">{box.name}</p>
        )}
        <CopyButton box={box} />
      </div>
      <p className="text-ink-2">{describeChange(box)}</p>
      {box.reason !== undefined && <p className="wrap-anywhere">{box.reason}</p>}
      <Pairs pairs={toFacts(box)} />
    </div>
  );
}

interface CounterpartsProps {
  /** The other pane with its drawing, and the boxes there that share an origin with this one. */
  readonly pane: PaneName;
  readonly scene: Scene | undefined;
  readonly boxes: readonly number[];
  readonly box: BoxView;
  readonly onGo: (pane: PaneName, box: number) => void;
}

/** A layer's originals, or the layers that an original runs in. */
function Counterparts({ pane, scene, boxes, box, onGo }: CounterpartsProps) {
  if (scene === undefined || box.origins.length === 0) return null;
  const isOriginal = pane === 'before';
  return (
    <Section title={isOriginal ? 'Original nodes' : 'Runs in layer'} isShown>
      {boxes.length === 0 ? (
        <p className="text-ink-2">{isOriginal ? 'None' : 'None: it was removed.'}</p>
      ) : (
        <BoxLinks label="" scene={scene} boxes={boxes} onGo={(target) => onGo(pane, target)} isList />
      )}
    </Section>
  );
}

function Members({ box }: { readonly box: BoxView }) {
  const members = box.members ?? [];
  return (
    <Section title="Runs as one step" isShown={members.length > 1}>
      <ol className="flex flex-col gap-0.5">
        {members.map(({ opType, name }, index) => (
          <li key={`${name} ${opType}`} className="flex gap-2">
            <span className="w-4 shrink-0 text-right text-ink-3 tabular-nums">{index + 1}</span>
            <span className="min-w-0">
              {opType}
              {name !== '' && (
                <span className="block truncate font-mono text-xs text-ink-3" title={name}>
                  {name}
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

interface SectionProps {
  readonly title: string;
  readonly isShown: boolean;
  readonly children: ReactNode;
}

function Section({ title, isShown, children }: SectionProps) {
  const id = useId();
  if (!isShown) return null;
  return (
    <section aria-labelledby={id} className="flex flex-col gap-1.5 border-b border-line px-3 py-2.5">
      <h4 id={id} className="text-sm font-semibold text-ink-2">
        {title}
      </h4>
      {children}
    </section>
  );
}

interface PairsProps {
  readonly pairs: readonly { readonly label: string; readonly value: string }[];
}

function Pairs({ pairs }: PairsProps) {
  if (pairs.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
      {pairs.map(({ label, value }) => (
        <div key={label} className="contents">
          <dt className="text-ink-3">{label}</dt>
          <dd className="tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
