import { Select } from '../../components/select.tsx';
import type { OverlayChoice } from './use-overlay.ts';

const none = 'none';

/** What the boxes are coloured by. */
export function OverlayMenu({ choice }: { readonly choice: OverlayChoice }) {
  const options = [
    { value: none, label: 'Colour by operator' },
    ...choice.overlays.map(({ name, label }) => ({ value: name, label })),
  ];
  return (
    <Select
      label="Colours"
      value={choice.chosen?.name ?? none}
      options={options}
      onChange={(name) => choice.choose(name === none ? '' : name)}
      className="w-44"
    />
  );
}
