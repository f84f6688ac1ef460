import { createStore } from 'zustand/vanilla';
import type { WireError } from '../../engine/api/contract.ts';

export interface Notification {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly title: string;
  readonly error?: WireError;
}

export interface NotificationsState {
  readonly notifications: readonly Notification[];
  notify(notification: Omit<Notification, 'id'>): void;
  dismiss(id: number): void;
}

export type NotificationsStore = ReturnType<typeof createNotificationsStore>;

const limit = 4;

/** Messages that belong to no panel. The oldest gives way beyond four. */
export function createNotificationsStore() {
  let nextId = 1;
  return createStore<NotificationsState>()((set, get) => ({
    notifications: [],
    notify: (notification) => {
      const added: Notification = { ...notification, id: nextId };
      nextId += 1;
      set({ notifications: [...get().notifications, added].slice(-limit) });
    },
    dismiss: (id) => set({ notifications: get().notifications.filter((notification) => notification.id !== id) }),
  }));
}
