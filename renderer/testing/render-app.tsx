import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { App } from '../app.tsx';
import { createStores } from '../stores/create-stores.ts';
import { startWorkbench } from '../stores/start-workbench.ts';
import { StoresProvider } from '../stores/use-stores.tsx';
import type { Panel } from '../stores/view-store.ts';
import { createFakeClient, type FakeClient } from './fake-client.ts';

/** The whole window on a fake engine, after it has read what the engine knows. */
export async function renderApp(client: FakeClient = createFakeClient()) {
  const stores = createStores(client);
  render(
    <StoresProvider stores={stores}>
      <App client={client} />
    </StoresProvider>,
  );
  await startWorkbench(client, stores);
  return { client, stores, user: userEvent.setup() };
}

/** The same with the sample open in a panel. */
export async function renderPanel(panel: Panel, client: FakeClient = createFakeClient()) {
  const app = await renderApp(client);
  app.stores.view.getState().showPanel(panel);
  await app.stores.model.getState().open({ kind: 'sample', sampleId: 'inception-fashion', title: 'Inception' });
  return app;
}
