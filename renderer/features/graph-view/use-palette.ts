import { useEffect, useState } from 'react';
import { type Palette, readPalette } from './canvas/palette.ts';

/** The theme's colours for canvases, read again whenever the theme changes. */
export function usePalette(): Palette {
  const [palette, setPalette] = useState(() => readPalette(document.body));
  useEffect(() => {
    const read = () => setPalette(readPalette(document.body));
    read();
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
    return () => observer.disconnect();
  }, []);
  return palette;
}
