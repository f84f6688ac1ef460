import './theme/theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createWorkbenchClient } from './api/workbench-client.ts';
import { App } from './app.tsx';
import { createStores } from './stores/create-stores.ts';
import { startWorkbench } from './stores/start-workbench.ts';
import { StoresProvider } from './stores/use-stores.tsx';
import { applyTheme, findStoredTheme } from './theme/theme.ts';

applyTheme(findStoredTheme());

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

const client = createWorkbenchClient();
const stores = createStores(client);
void startWorkbench(client, stores);

createRoot(root).render(
  <StrictMode>
    <StoresProvider stores={stores}>
      <App client={client} />
    </StoresProvider>
  </StrictMode>,
);
