import { useEffect } from 'react';
import { useModel, useStores, useView } from '../../stores/use-stores.tsx';
import type { PictureSubject } from './picture/paint-picture.ts';
import { type PictureFormat, savePicture, toPictureName } from './picture/save-picture.ts';

/** Saves the drawing at hand as it is asked for, here or by a command. */
export function usePicture(subject: PictureSubject | undefined): (format: PictureFormat) => void {
  const { notifications, view } = useStores();
  const modelName = useModel((state) => state.model?.name ?? 'graph');
  const request = useView((state) => state.pictureRequest);

  const save = (format: PictureFormat) => {
    if (subject === undefined) return;
    const { notify } = notifications.getState();
    savePicture(subject, format, toPictureName(modelName, subject.title)).then(
      (note) => note !== undefined && notify({ tone: 'good', title: note }),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        notify({
          tone: 'bad',
          title: 'The picture could not be made',
          error: { code: 'picture.failed', message, details: {} },
        });
      },
    );
  };
  // A command may come before there is a drawing; it is carried out when there is one.
  useEffect(() => {
    if (request === undefined || subject === undefined) return;
    view.getState().requestPicture(undefined);
    save(request);
  });
  return save;
}
