import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { SearchBox } from './search-box.tsx';

function show(query: string, matchCount: number, matchIndex: number) {
  const onQuery = vi.fn<(query: string) => void>();
  const onStep = vi.fn<(step: 1 | -1) => void>();
  render(<SearchBox query={query} matchCount={matchCount} matchIndex={matchIndex} onQuery={onQuery} onStep={onStep} />);
  return { onQuery, onStep, user: userEvent.setup(), input: screen.getByRole('textbox', { name: 'Find in graph' }) };
}

test('tells where among the matches the selection is', () => {
  show('conv', 1240, 2);
  expect(screen.getByText('3 of 1,240')).toBeDefined();
});

test('says when nothing matches and offers no steps', () => {
  show('xyz', 0, -1);
  expect(screen.getByText('No match')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Next match' }).hasAttribute('disabled')).toBe(true);
});

test('steps with Enter and back with Shift+Enter', async () => {
  const { user, input, onStep } = show('conv', 4, -1);
  await user.type(input, '{Enter}{Shift>}{Enter}{/Shift}');
  expect(onStep.mock.calls).toEqual([[1], [-1]]);
});

test('Escape clears the query', async () => {
  const { user, input, onQuery } = show('conv', 4, -1);
  await user.type(input, '{Escape}');
  expect(onQuery).toHaveBeenLastCalledWith('');
});
