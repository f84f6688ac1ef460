import { caffeTooLarge } from './errors.ts';

/** Ten times the largest networks; bounds what a small file can make of memory. */
const MAX_MESSAGES = 500_000;

/** Counts what a file makes the importer allocate. */
export class MessageBudget {
  private left = MAX_MESSAGES;

  /** Errors: caffe.too-large. */
  spend(): void {
    if (this.left-- <= 0) throw caffeTooLarge(MAX_MESSAGES);
  }
}
