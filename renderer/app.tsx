import type { WorkbenchClient } from './api/workbench-client.ts';
import { useModel } from './stores/use-stores.tsx';

export function App(_props: { readonly client: WorkbenchClient }) {
  const model = useModel((state) => state.model);
  return <main>{model?.name ?? 'Lathe'}</main>;
}
