from minijuju._program import main

main()
