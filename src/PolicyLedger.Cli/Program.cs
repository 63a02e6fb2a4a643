Console.WriteLine("policyledger");
