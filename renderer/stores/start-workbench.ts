import type { AppInfo, UiSettings } from '../../engine/api/contract.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import type { Stores } from './create-stores.ts';
import { keepSession, restoreSession } from './session.ts';

/** Reads what the engine knows, and again whatever a restarted engine has lost. */
export async function startWorkbench(client: WorkbenchClient, stores: Stores): Promise<void> {
  void stores.jobs.getState().follow(new AbortController().signal);
  let connected = client.connection.getState().status === 'open';
  client.connection.subscribe(() => {
    const now = client.connection.getState().status;
    if (now === 'lost') connected = false;
    if (now !== 'open' || connected) return;
    connected = true;
    void (stores.model.getState().info === undefined ? readAll(client, stores) : stores.model.getState().recover());
  });
  if (connected) await readAll(client, stores);
}

/** Settings, machine, samples, recent files; then the model that the program was started with, or what was open last. */
async function readAll(client: WorkbenchClient, stores: Stores): Promise<void> {
  const { model, view, precision, notifications } = stores;
  const settings = await client.rpc.settings.read();
  if (settings.ok) {
    view.getState().restore(settings.value);
    model.getState().restoreTarget(settings.value.target);
    precision.getState().restoreThreads(settings.value.threads);
  }
  const info = await model.getState().load();
  if (!info.ok) {
    notifications.getState().notify({ tone: 'bad', title: 'Lathe could not read this machine', error: info.error });
    return;
  }
  const path = findStartModel(info.value, model.getState().model?.path);
  if (path !== undefined) await model.getState().open({ kind: 'path', path });
  else if (settings.ok && model.getState().models.length === 0) await restoreSession(settings.value.session, stores);
  keepSession(stores);
  void stores.race.getState().resume();
  if (settings.ok && isFirstStart(settings.value)) view.getState().showTour(0);
}

const isFirstStart = ({ tourSeen, session }: UiSettings) => !tourSeen && session.models.length === 0;

/** The start model, unless a reloaded window finds it open already. */
const findStartModel = ({ startModel }: AppInfo, openPath: string | undefined) =>
  startModel === undefined || startModel === openPath ? undefined : startModel;
