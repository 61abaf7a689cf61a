/* How long something was held, by the clock and not by counting ticks: a phone that is busy,
   a slept tab or a locked screen must neither lose time nor make it up (docs/adr/0040).

   The steady clock never jumps but may stand still while a phone sleeps; the wall clock goes on
   but may be set. Where both agree and the page was awake, time is held. What the page did not
   see is unsure: the person says whether it was held, and it never exceeds the hold's own length. */
const UNSEEN = 4000; // milliseconds between two looks, from which on the page was asleep
const APART = 2000; // milliseconds by which the two clocks may differ

class HoldClock {
  constructor(seconds, held = 0, now = () => [performance.now(), Date.now()]) {
    this.length = seconds * 1000;
    this.held = Math.min(held * 1000, this.length);
    this.unsure = 0;
    this.now = now;
    this.last = null;
  }

  get running() {
    return this.last !== null;
  }

  get left() {
    return Math.max(0, this.length - this.held);
  }

  get seconds() {
    return Math.floor((this.held + 50) / 1000);
  }

  get ended() {
    return this.left <= 50;
  }

  start() {
    this.last = this.now();
  }

  pause() {
    if (this.running) this.look();
    this.last = null;
  }

  /* Count what has passed since the last look. */
  look() {
    const [steady, wall] = this.now();
    const bySteady = Math.max(0, steady - this.last[0]);
    const byWall = wall - this.last[1];
    this.last = [steady, wall];
    if (bySteady > UNSEEN) {
      this.unsure += Math.max(bySteady, byWall);
      return;
    }
    this.held = Math.min(this.length, this.held + bySteady);
    if (byWall - bySteady > APART) this.unsure += byWall - bySteady;
  }

  /* The person says: I held on while nobody looked. */
  accept() {
    this.held = Math.min(this.length, this.held + this.unsure);
    this.unsure = 0;
  }

  refuse() {
    this.unsure = 0;
  }
}
