/// A job goes back to the front of its queue, and no attempt is used: what was to work it has gone.
struct JobReturned: Error {}
