def write(results, seed):
    for g, m, n, run in results.table():
        print(g, m, n, len(run), sum(k["found"] == "killed" for _, k in run))
    return 0
