import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Failure } from './failure.tsx';

interface ErrorBoundaryProps {
  /** The part of the window that it guards: 'The graph'. */
  readonly part: string;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error: unknown;
}

/** Keeps a defect in one part of the window from taking the rest with it, and shows it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: undefined };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    const message = error instanceof Error ? error.message : String(error);
    const details = error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {};
    return (
      <div className="mx-auto max-w-2xl p-6">
        <Failure error={{ code: 'window.defect', message, details }} doing={`${this.props.part} could not be drawn`}>
          <Button onClick={() => this.setState({ error: undefined })}>Try again</Button>
          {/* Models and jobs live in the engine: the reloaded window finds them again. */}
          <Button onClick={() => window.location.reload()}>Reload the window</Button>
        </Failure>
      </div>
    );
  }
}
