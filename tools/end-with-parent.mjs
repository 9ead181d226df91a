// Loaded before the service: when the process that started it has gone, the service stops as if told to.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
