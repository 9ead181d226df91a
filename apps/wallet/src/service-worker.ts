import '@excelsior/offline/service-worker'
