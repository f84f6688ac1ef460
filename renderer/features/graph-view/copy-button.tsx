import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { BoxView } from '../../../engine/view/graph-view.ts';
import { IconButton } from '../../components/button.tsx';
import { useStores } from '../../stores/use-stores.tsx';
import { copyName } from './copy-name.ts';

/** How long the button says that it did it. */
const shownMs = 1500;

export function CopyButton({ box }: { readonly box: BoxView }) {
  const { notifications } = useStores();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <IconButton
      label={isCopied ? 'Copied' : 'Copy the name'}
      className="-mt-0.5 size-6"
      onClick={() => void copyName(box, notifications).then(setCopied)}
    >
      {isCopied ? <Check aria-hidden className="text-good" /> : <Copy aria-hidden />}
    </IconButton>
  );
}
