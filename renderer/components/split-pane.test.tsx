import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { SplitPane } from './split-pane.tsx';

function Sized() {
  const [fraction, setFraction] = useState(0.3);
  return (
    <SplitPane sideLabel="Fusions" side="side" fraction={fraction} onResize={setFraction}>
      main
    </SplitPane>
  );
}

it('is resized by the arrow keys, within its limits', async () => {
  const user = userEvent.setup();
  render(<Sized />);
  const divider = screen.getByRole('separator', { name: 'Width of Fusions' });
  await user.tab();
  expect(divider).toHaveFocus();
  await user.keyboard('{ArrowLeft}{ArrowLeft}');
  expect(divider).toHaveAttribute('aria-valuenow', '34');
  await user.keyboard('{ArrowRight}');
  expect(divider).toHaveAttribute('aria-valuenow', '32');
  await user.keyboard('{Home}{ArrowLeft}');
  expect(divider).toHaveAttribute('aria-valuenow', '60');
  await user.keyboard('{End}{ArrowRight}');
  expect(divider).toHaveAttribute('aria-valuenow', '18');
});
