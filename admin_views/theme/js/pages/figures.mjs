import { start } from '../figures.mjs'

start()
