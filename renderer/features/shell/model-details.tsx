import { Info, TriangleAlert } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import type { ModelPort, ModelSummary } from '../../../engine/api/contract.ts';
import { formatInteger } from '../../text/format.ts';

/** What the file says about itself, and what was noticed while reading it. */
export function ModelDetails({ model }: { readonly model: ModelSummary }) {
  const { diagnostics, operatorCounts, layerTypeCounts, inputs, outputs, producer, path } = model;
  const warningCount = diagnostics.filter(({ severity }) => severity === 'warning').length;
  const operators = Object.entries(operatorCounts).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  return (
    <Popover.Root>
      <Popover.Trigger className="inline-flex h-7 items-center gap-1 rounded-md px-1.5 text-ink-2 hover:bg-surface-3 hover:text-ink [&_svg]:size-4">
        {warningCount > 0 ? <TriangleAlert className="text-warn" aria-hidden /> : <Info aria-hidden />}
        <span className={warningCount > 0 ? '' : 'sr-only'}>
          {warningCount === 0 ? 'About this model' : warningCount === 1 ? '1 warning' : `${warningCount} warnings`}
        </span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label="About this model"
          className="z-30 flex max-h-[70vh] w-[30rem] max-w-[calc(100vw-2rem)] flex-col gap-3 overflow-auto rounded-lg border border-line bg-surface-2 p-3 shadow-float"
        >
          {diagnostics.length > 0 && (
            <Part title="Noticed while reading">
              <ul className="flex flex-col gap-1">
                {diagnostics.map(({ severity, code, message, place }) => (
                  <li
                    key={`${code} ${place ?? ''} ${message}`}
                    className="flex gap-2 wrap-anywhere [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0"
                  >
                    {severity === 'warning' ? (
                      <TriangleAlert className="text-warn" aria-hidden />
                    ) : (
                      <Info aria-hidden />
                    )}
                    <span>
                      {message}
                      {place !== undefined && <span className="block text-sm text-ink-3">{place}</span>}
                    </span>
                  </li>
                ))}
              </ul>
            </Part>
          )}
          <Part title="Inputs">
            <Ports ports={inputs} />
          </Part>
          <Part title="Outputs">
            <Ports ports={outputs} />
          </Part>
          {layerTypeCounts !== undefined && (
            <Part title="Layers">
              <p className="text-ink-2 tabular-nums">
                {Object.entries(layerTypeCounts)
                  .map(([name, count]) => `${name} ${formatInteger(count)}`)
                  .join(', ')}
              </p>
            </Part>
          )}
          <Part title="Operators">
            <p className="text-ink-2 tabular-nums">
              {operators.map(([name, count]) => `${name} ${formatInteger(count)}`).join(', ')}
            </p>
          </Part>
          <Part title="File">
            <p className="text-ink-2 wrap-anywhere">
              {path === '' ? 'Sent from the browser' : path}
              {producer !== '' && `, made by ${producer}`}
            </p>
          </Part>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-0.5 text-sm font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Ports({ ports }: { readonly ports: readonly ModelPort[] }) {
  return (
    <ul className="text-ink-2">
      {ports.map(({ name, dataType, shape }) => (
        <li key={name} className="wrap-anywhere">
          <span className="text-ink">{name}</span> {dataType} {shape}
        </li>
      ))}
    </ul>
  );
}
