// What is emitted, in a form to be read: the schedule that the emitter prints.
import type { Program } from '../../program/types.ts';
import { printSchedule } from '../../schedule/print.ts';
import { scheduledFor } from './scheduled.ts';

export const listing = (program: Program): string => printSchedule(scheduledFor(program));
