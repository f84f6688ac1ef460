/** Numbers read the same in the window, in reports and on the command line. */
export * from '../../engine/report/format.ts';
