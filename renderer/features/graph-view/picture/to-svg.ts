import { type PictureSubject, paintPicture, pictureSize } from './paint-picture.ts';
import { SvgContext } from './svg-context.ts';

/** The whole drawing as an SVG document, however large: every box, line and label, with text as text. */
export function toSvg(subject: PictureSubject): string {
  const size = pictureSize(subject.scene);
  const context = new SvgContext();
  context.fillStyle = subject.palette.surface;
  context.fillRect(0, 0, size.width, size.height);
  paintPicture(context, subject, { size, top: 0, scale: 1, isFar: false });
  return context.toDocument(size, subject.title);
}
