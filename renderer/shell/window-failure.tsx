import { Component, type ReactNode } from 'react';

/** Shown instead of an empty window when drawing it failed: a sentence, and a way on. */
export class WindowFailure extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error('The window could not be drawn.', error);
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div role="alert" className="grid h-full place-items-center p-8 text-center">
        <div className="max-w-md">
          <h1 className="text-xl font-semibold tracking-tight">The window could not be drawn</h1>
          <p className="mt-2 text-ink-2">
            Your conversations and documents are safe. Loading the window again usually helps.
          </p>
          <button type="button" className="button button-primary mt-5" onClick={() => location.reload()}>
            Load again
          </button>
        </div>
      </div>
    );
  }
}
