import { useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { TextInput } from '../../components/field.tsx';
import type { PathPurpose } from '../../stores/precision-store.ts';
import { useModel, usePrecision, useStores } from '../../stores/use-stores.tsx';
import { formatPercent } from '../../text/format.ts';

interface PathChoice {
  readonly purpose: PathPurpose;
  readonly label: string;
}

interface PathRowProps {
  readonly id: string;
  readonly value: string;
  readonly onChange: (path: string) => void;
  readonly choices: readonly PathChoice[];
}

/** A path to type or to choose. In the browser, what is chosen is sent to the host first. */
export function PathRow({ id, value, onChange, choices }: PathRowProps) {
  const host = useModel((state) => state.info?.host);
  return (
    <div className="flex gap-1.5">
      <TextInput
        id={id}
        value={value}
        title={value}
        placeholder={host === 'browser' ? 'Path on the machine that runs Lathe' : 'Path'}
        onChange={(event) => onChange(event.target.value)}
      />
      {choices.map((choice) =>
        host === 'browser' ? (
          <SendButton key={choice.purpose} choice={choice} onSent={onChange} />
        ) : (
          <ChooseButton key={choice.purpose} choice={choice} onChosen={onChange} />
        ),
      )}
    </div>
  );
}

interface ChooseButtonProps {
  readonly choice: PathChoice;
  readonly onChosen: (path: string) => void;
}

function ChooseButton({ choice, onChosen }: ChooseButtonProps) {
  const choosePath = usePrecision((state) => state.choosePath);
  const { notifications } = useStores();
  const choose = async () => {
    const chosen = await choosePath(choice.purpose);
    if (!chosen.ok) notifications.getState().notify({ tone: 'bad', title: 'No file was chosen', error: chosen.error });
    else if (chosen.value !== undefined) onChosen(chosen.value);
  };
  return <Button onClick={() => void choose()}>{choice.label}</Button>;
}

interface SendButtonProps {
  readonly choice: PathChoice;
  readonly onSent: (path: string) => void;
}

function SendButton({ choice, onSent }: SendButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const sendData = usePrecision((state) => state.sendData);
  const { notifications } = useStores();
  const [sentFraction, setSentFraction] = useState<number>();
  const send = async (files: readonly File[]) => {
    setSentFraction(0);
    const sent = await sendData(files, setSentFraction);
    setSentFraction(undefined);
    if (sent.ok) onSent(sent.value);
    else notifications.getState().notify({ tone: 'bad', title: 'The data was not sent', error: sent.error });
  };
  const folder = choice.purpose === 'data-folder';
  return (
    <>
      <Button disabled={sentFraction !== undefined} onClick={() => input.current?.click()} className="tabular-nums">
        {sentFraction === undefined ? choice.label : `Sending ${formatPercent(sentFraction, 0)}`}
      </Button>
      <input
        ref={(element) => {
          input.current = element;
          // React has no property for it; browsers take a whole folder then.
          if (folder) element?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        multiple
        hidden
        aria-label={`${choice.label} to send`}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          if (files.length > 0) void send(files);
        }}
      />
    </>
  );
}
