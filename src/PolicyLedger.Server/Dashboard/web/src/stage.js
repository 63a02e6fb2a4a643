// What the map shows at two clocks. While the timelines of a knowledge time are there, moving through days paints from them;
// until then, and for each other knowledge time, one question answers for the day.
import { course, snapshot, stanceOn } from './course.js';
import { endOf } from './days.js';

const SETTLED = 200;

export class Stage {
  /** @param paint gives the map its looks; `changed` is told whenever something else about it is to be shown anew */
  constructor({ paint, changed }) {
    Object.assign(this, {
      paint, changed, question: null, on: null, known: null, at: undefined, head: -1,
      // The timelines, and the position up to which they were read.
      timelines: null, reach: -1, stances: new Map(), targets: [], busy: false, error: null,
      // Moves are counted, so that an answer that comes late is told from one that is waited for.
      turn: 0, painted: 0,
    });
  }

  /** Another area, target or basis: nothing of before is of use. */
  ask(question, on, known) {
    this.turn++;
    Object.assign(this, { question, on, known, timelines: null, stances: new Map(), error: null });
    this.#request();
  }

  /** Moves the clocks. Paints at once where it can. */
  move(on, known) {
    performance.mark('step-begins');
    if (known !== this.known)
      this.#keepPainted();
    this.turn++;
    Object.assign(this, { on, known });
    if (this.timelines)
      this.#show(this.turn);
    else
      this.#request();
    performance.measure('world-step', 'step-begins');
  }

  /** The ledger has grown to this position. */
  grow(at) {
    this.head = Math.max(this.head, at);
    if (this.#behind())
      this.#request();
  }

  stance(code) {
    if (!this.timelines)
      return this.stances.get(code) ?? null;
    const timeline = this.timelines.get(code);
    return timeline ? stanceOn(timeline, this.on) : null;
  }

  get codes() {
    return [...(this.timelines ?? this.stances).keys()];
  }

  /** The days on which the world changes, as known now. */
  get turns() {
    const days = [...this.timelines?.values() ?? []].flat().flatMap(one => [one.from, one.until]);
    return [...new Set(days)].filter(Boolean).sort();
  }

  show() {
    this.paint(this);
    this.changed();
  }

  retry() {
    this.error = null;
    this.#request();
  }

  // Now goes on; a knowledge time of before is read where it was read first. Nothing is behind before the first answer.
  #behind() {
    return this.known === null && this.at !== undefined && this.head > this.at;
  }

  #point() {
    return { ...this.question, on: this.on, knownAt: endOf(this.known), at: this.#behind() ? this.head : this.at };
  }

  // What stands on the map stays until there is an answer at the other knowledge time.
  #keepPainted() {
    if (this.timelines)
      this.stances = new Map(this.codes.map(code => [code, this.stance(code)]));
    this.timelines = null;
  }

  // One question at a time; if the clocks moved meanwhile, the next one asks for where they are then.
  async #request() {
    this.wanted = true;
    if (this.busy)
      return;
    this.busy = true;
    clearTimeout(this.timer);
    this.changed();
    while (this.wanted) {
      this.wanted = false;
      const { question, turn } = this, point = this.#point();
      try {
        const found = await snapshot(point);
        if (question === this.question)
          this.#take(found, Math.max(found.asked.at, point.at ?? -1), turn);
      } catch (error) {
        this.error = error;
      }
    }
    this.busy = false;
    this.changed();
    this.timer = setTimeout(() => this.#loadCourse(), SETTLED);
  }

  #take({ stances, targets }, at, turn) {
    Object.assign(this, { targets, error: null, at: Math.max(at, this.at ?? -1) });
    // Timelines that came meanwhile say the same of all days, unless the ledger has grown since.
    if (this.timelines && this.reach === this.at)
      return;
    // A day that was painted since is not painted over by an older one.
    if (turn < this.painted) {
      this.wanted = true;
      return;
    }
    Object.assign(this, { stances, timelines: null });
    this.#show(turn);
    this.wanted ||= this.#behind();
  }

  async #loadCourse() {
    if (this.busy || this.error || this.timelines)
      return;
    const { question, known, at } = this;
    try {
      const timelines = await course(this.#point(), [...this.stances.keys()]);
      if (question !== this.question || known !== this.known || at !== this.at)
        return;
      Object.assign(this, { timelines, reach: at });
      this.#show(this.turn);
    } catch (error) {
      this.error = error;
      this.changed();
    }
  }

  #show(turn) {
    this.painted = turn;
    this.show();
  }
}
