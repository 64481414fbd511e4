// An app imports Lifeboat alone: the client, the worker, and the logger of a job context come with it.
@_exported public import LifeboatClient
@_exported public import LifeboatFormat
@_exported public import LifeboatRedis
@_exported public import LifeboatWorker
@_exported public import Logging
